import { version } from '../../package.json'
import type { Track } from './track.js'

// Of this version only: another one may lay its memory out otherwise.
const CHANNEL = `procpilot:timeline:${version}`

/** Chunks of a track, by their places; the shared memory itself, no copies. */
interface News extends Omit<Track, 'events' | 'texts'> {
  events: [place: number, buffer: SharedArrayBuffer][]
  texts: [place: number, buffer: SharedArrayBuffer][]
}

/** Asks whoever collects for all it knows. */
type Message = News | 'hello'

/**
 * The tracks of all threads. Each thread tells of every chunk before it writes to it, so its events
 * can be read whatever becomes of it; nothing here keeps a thread alive.
 */
export class Tracks {
  readonly #own: Track
  readonly #tracks = new Map<string, Track>()
  readonly #channel: import('node:worker_threads').BroadcastChannel
  readonly #collects: boolean
  #toldEvents = 0
  #toldTexts = 0

  /** `collects`: listens to the others as well, and can save. */
  constructor(own: Track, collects: boolean) {
    const { BroadcastChannel } = process.getBuiltinModule('node:worker_threads')
    this.#own = own
    this.#collects = collects
    this.#tracks.set(own.key, own)
    this.#channel = new BroadcastChannel(CHANNEL)
    this.#channel.unref()
    if (collects) {
      this.#channel.addEventListener('message', (event) => {
        this.#receive((event as Event & { data: Message }).data)
      })
      this.#channel.postMessage('hello')
    }
  }

  /** Tells the others of the chunks that the own track has got. */
  tell = (): void => {
    const { events, texts } = this.#own
    this.#channel.postMessage(news(this.#own, this.#toldEvents, this.#toldTexts))
    this.#toldEvents = events.length
    this.#toldTexts = texts.length
  }

  /** All that are known, with what was told until now. */
  all(): Track[] {
    this.#receiveWaiting()
    return [...this.#tracks.values()].toSorted(
      (a, b) => a.threadId - b.threadId || (a.key < b.key ? -1 : 1),
    )
  }

  /** Even if this thread has not returned to its event loop for long. */
  #receiveWaiting(): void {
    const { receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads')
    try {
      let next
      while ((next = receiveMessageOnPort(this.#channel as never))) {
        this.#receive(next.message as Message)
      }
    } catch {
      // Deno knows this of other ports only: there its event loop brings them.
    }
  }

  #receive(message: Message): void {
    if (message !== 'hello') {
      this.#add(message)
    } else if (this.#collects) {
      for (const track of this.#tracks.values()) {
        this.#channel.postMessage(news(track))
      }
    }
  }

  #add({ events, texts, ...head }: News): void {
    let track = this.#tracks.get(head.key)
    if (!track) {
      track = { ...head, events: [], texts: [] }
      this.#tracks.set(head.key, track)
    }
    for (const [place, buffer] of events) {
      track.events[place] = buffer
    }
    for (const [place, buffer] of texts) {
      track.texts[place] = buffer
    }
  }
}

function news({ events, texts, ...head }: Track, firstEvents = 0, firstTexts = 0): News {
  const from = (buffers: SharedArrayBuffer[], first: number): News['events'] =>
    buffers.slice(first).map((buffer, index) => [first + index, buffer])
  return { ...head, events: from(events, firstEvents), texts: from(texts, firstTexts) }
}
