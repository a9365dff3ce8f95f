// Generated from index.ts by `npm run types`; do not edit.

import { ChildProcess, SpawnOptions } from 'node:child_process';

/** Which limit decides the CPU count. */
export type CpuLimitSource = "logical" | "affinity" | "cgroup-v1" | "cgroup-v2";
/** Every limit on the CPUs that this process can use. */
export interface CpuLimits {
	/** Logical CPUs that are online. */
	logical: number;
	/**
	 * CPUs in the affinity mask of the calling thread (sched_setaffinity(2), cpusets, `taskset`;
	 * on Windows GetProcessAffinityMask). As `logical` on macOS, which has no such mask.
	 */
	affinity: number;
	/** The tightest cgroup quota in CPUs, fractional; `null` when none. Linux only. */
	quota: number | null;
	/** Whole CPUs that can really be used, at least 1. */
	count: number;
	/** The limit that decides `count`. */
	source: CpuLimitSource;
}
/** The limit on open file descriptors; `Infinity` when unlimited. */
export interface FdLimit {
	/** What the kernel enforces. */
	soft: number;
	/** How far an ordinary process may raise it. */
	hard: number;
}
/** What is known of a process; `unknown` where nothing proves more. */
export type ProcessState = "running" | "zombie" | "gone" | "unknown";
/** What the backend can do on this system. */
export interface BackendFeatures {
	/** Whether processes can be told apart by more than their pid: Linux, and natively everywhere. */
	identity: boolean;
	/**
	 * How an exit is learned of: pushed by the `kernel` (pidfd, kqueue, wait handles), or by a `poll`
	 * that starts at 1 ms and backs off to 100 ms.
	 */
	exitEvents: "kernel" | "poll";
}
/** Who answers: the native binding or the JavaScript fallback. */
export interface BackendInfo {
	backend: "native" | "js";
	/** Version of this package. */
	version: string;
	/** The platform that was looked for or loaded, such as `linux-x64-gnu`. */
	target: string;
	/**
	 * Why the fallback serves; with the native backend, what failed to load before it. `null` when
	 * there is nothing to say.
	 */
	reason: string | null;
	/** What it can do on this system. */
	features: BackendFeatures;
}
/** A process as {@link getDescendants} and a process scope tell it. */
export interface ProcessInfo {
	pid: number;
	/** The parent at the moment of looking; 0 where it is outside of this pid namespace. */
	ppid: number;
	/** Levels below the process that was asked about, 1 for its children. */
	depth: number;
	/**
	 * As the system names it: the command name (comm, at most 15 bytes on Linux and 16 on macOS), on
	 * Windows the file name of the program. Empty where it cannot be read.
	 */
	name: string;
	state: ProcessState;
	/** See {@link getProcessIdentity}; `null` where it cannot be read. */
	identity: string | null;
}
/**
 * Who answers in this thread: the native binding or the JavaScript fallback, and why.
 *
 * `PROCPILOT_BACKEND` decides: `auto` (the default) takes the binding if it loads, `native`
 * insists on it, `js` takes the fallback.
 *
 * @throws Error `ERR_PROCPILOT_NO_BINDING` with `PROCPILOT_BACKEND=native` where no binding loads;
 *   `cause.errors` has the reason of every attempt. So do all functions of this package.
 * @throws TypeError `ERR_INVALID_ARG_VALUE` for another value of the variable.
 */
export declare function getBackendInfo(): BackendInfo;
/** How one process ended, or why it did not. */
export interface KillResult {
	pid: number;
	/** As {@link ProcessInfo} has it. */
	name: string;
	/**
	 * `exited`: of itself or by the graceful signal. `killed`: by force. `denied`: it may not be
	 * signalled, and lives. `survived`: it was killed, and has not exited in time.
	 */
	outcome: "exited" | "killed" | "denied" | "survived";
}
/** What {@link killProcessTree} has done. */
export interface KillReport {
	/** Whether all of them have ended. */
	ok: boolean;
	/** Whether they were asked to end first; false with `force`, and on Windows. */
	graceful: boolean;
	/** Every process that was to end, parents before children. */
	processes: KillResult[];
}
/** What {@link watchLoopLag} tells. */
export interface LoopLagReport {
	/** Seconds that the event loop was late, the longest of this time. */
	lag: number;
	/** Seconds, the threshold that `lag` has reached. */
	threshold: number;
	/** Seconds since the last look: this is about them. */
	elapsed: number;
	/**
	 * Seconds of CPU time, of all threads, that the process has used in `elapsed`. Far less than `lag`
	 * says that the loop did not compute: it waited for a system call, or for a CPU.
	 */
	cpu: number;
}
/** Options of {@link watchLoopLag}. */
export interface LoopLagOptions {
	/**
	 * Seconds from which on a lag is told, from 0; {@link getLoopLagThreshold} by default. With 0 the
	 * longest lag of each interval is told, whatever it is.
	 */
	threshold?: number;
	/** Seconds between two looks: 0.1 to 2,147,483; 1 by default. At most one report comes of each. */
	interval?: number;
	/**
	 * Is given each report. As with a listener of an event, what it throws is an uncaught exception;
	 * if the process outlives that, watching goes on.
	 */
	onLag: (report: LoopLagReport) => void;
}
/** Ends by {@link stop}, or by `using`. */
export interface LoopLagWatch extends Disposable {
	/** Stops watching; twice does nothing. */
	stop(): void;
}
/**
 * Seconds from `PROCPILOT_LOOP_LAG_THRESHOLD_MS`, which is in milliseconds: a decimal number from 0,
 * without a unit; blanks around it do not count. `undefined` if it is not set or blank. Anything
 * else makes it `undefined` too, and emits one process warning,
 * `PROCPILOT_INVALID_LOOP_LAG_THRESHOLD`.
 */
export declare function getLoopLagThreshold(): number | undefined;
/**
 * Tells when the event loop of this thread was blocked for `threshold` seconds or longer. Does not
 * keep the process alive.
 *
 * The lag is how late a timer of 10 ms was, by Node's `perf_hooks.monitorEventLoopDelay()`: what
 * blocks the loop for a time shows as that, or as up to 10 ms less. Bun and Deno are measured by
 * such a timer in JavaScript. It is told of when the loop runs again, at the next look.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad arguments; so it is
 *   if neither a threshold is given nor the variable has one.
 */
export declare function watchLoopLag(options: LoopLagOptions): LoopLagWatch;
interface Outcome<T> {
	/** What the function returned, or its promise resolved to; from `end` or `asyncStart` on. */
	result?: T;
	/** What it threw, or its promise rejected with; from `error` on. */
	error?: unknown;
}
/** Of the tracing channel `procpilot:kill`: trees and scopes that are ended. */
export interface KillMessage extends Outcome<KillReport> {
	/** The function that was called; those of a scope are `scope.kill` and `scope.killSync`. */
	operation: "killProcessTree" | "killProcessTreeSync" | "killChildrenProcesses" | "scope.kill" | "scope.killSync";
	/**
	 * The roots of the trees. Of `killChildrenProcesses` without pids this process, which is not ended
	 * itself; of a scope none.
	 */
	pids: readonly number[];
	/** How they are ended, the defaults filled in. */
	options: {
		/** Whether they are asked to end first. */
		graceful: boolean;
		/** The number of the graceful signal; of no meaning unless `graceful`. */
		signal: number;
		/** Milliseconds, or `Infinity`; of no meaning unless `graceful`. */
		gracePeriod: number;
	};
}
/** Of the tracing channel `procpilot:wait`: calls of `waitForExit`. */
export interface WaitMessage extends Outcome<boolean> {
	/** Their pids, in the order that was given. */
	pids: readonly number[];
	/** Milliseconds, or `Infinity`. */
	timeout: number;
}
/** Of the tracing channel `procpilot:run-in-parallel`: calls of `runInParallel`. */
export interface RunMessage extends Outcome<unknown[]> {
	/** Tells the runs of a thread apart. */
	run: number;
	concurrency: number;
	/** `undefined` if the input does not tell how many arguments there are. */
	total: number | undefined;
}
/** Of the tracing channel `procpilot:run-in-parallel:call`: each call that a run makes. */
export interface RunCallMessage extends Outcome<unknown> {
	/** As {@link RunMessage} has it. */
	run: number;
	/** Position of the argument in the input. */
	index: number;
}
/** Of the channel `procpilot:exit`: a handle or `waitForExit` was told that a process has exited. */
export interface ExitMessage {
	pid: number;
	/** See {@link getProcessIdentity}; `null` where it could not be read. */
	identity: string | null;
}
/** Of the channel `procpilot:warning`: what is also told by `process.emitWarning()`. */
export interface WarningMessage {
	code: string;
	message: string;
}
/** Options of {@link getMaxWorkersEstimate}. */
export interface MaxWorkersEstimateOptions {
	/** Descriptors that one worker takes: a positive integer, 5 by default. */
	fdsPerWorker?: number;
	/** As for {@link getParallelThreads}. */
	cloud?: string | null;
}
/**
 * The limit on open file descriptors of this process (RLIMIT_NOFILE, getrlimit(2)); `Infinity` when
 * unlimited. Node raises its own soft limit to the hard one at start. Windows has no such limit:
 * both are `Infinity` there.
 */
export declare function getFdLimit(): FdLimit;
/**
 * How many workers fit into the limit on open descriptors, from the limits alone, touching no file:
 * (soft limit - 100) / `fdsPerWorker`, rounded down, at least 1 and at most
 * {@link getParallelThreads}.
 *
 * A soft limit below 1024 emits one process warning, code `PROCPILOT_LOW_FD_LIMIT`.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad options.
 */
export declare function getMaxWorkersEstimate(options?: MaxWorkersEstimateOptions): number;
/**
 * Descriptors that transferring `path` takes: 5 for each entry of a directory (not recursive), at
 * least 5. A file, a missing path and a directory that cannot be read count 5.
 *
 * @param path A string or a `file:` URL. Symbolic links are followed.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for a bad path (the promise
 *   rejects with it).
 * @throws Error `EMFILE`, `ENFILE`, `ENOMEM` if descriptors or memory have run out: that says
 *   nothing about the path.
 */
export declare function estimateFdsForDirectory(path: string | URL): Promise<number>;
/** {@link estimateFdsForDirectory}, blocking until the directory is read. */
export declare function estimateFdsForDirectorySync(path: string | URL): number;
/**
 * How many workers can transfer these sources side by side: (soft RLIMIT_NOFILE - 100) / the
 * descriptors of the most expensive source ({@link estimateFdsForDirectory}), rounded down, at
 * least 1 and at most {@link getParallelThreads}. An unlimited RLIMIT_NOFILE leaves only the upper
 * bound.
 *
 * Directories are read off the main thread, and only as long as the answer is open: one that leaves
 * room for a single worker ends the scan, however many entries follow. A soft limit below 1024
 * emits one process warning, code `PROCPILOT_LOW_FD_LIMIT`.
 *
 * @param fileMounts Target path -> source path.
 * @throws As {@link estimateFdsForDirectory}.
 */
export declare function getMaxWorkersForFileMounts(fileMounts: Readonly<Record<string, string>>, cloud?: string | null): Promise<number>;
/** {@link getMaxWorkersForFileMounts}, blocking until the directories are read. */
export declare function getMaxWorkersForFileMountsSync(fileMounts: Readonly<Record<string, string>>, cloud?: string | null): number;
/**
 * Every live process and zombie below this one, parents before children. A child whose ppid is only
 * that of a former holder of the pid is left out: it started before its "parent". Empty if there is
 * no such process.
 *
 * Linux reads /proc/PID/task/TID/children, or all of /proc where the kernel has no such files; macOS
 * asks sysctl(3) `KERN_PROC_ALL`, Windows takes a Toolhelp snapshot. A process that starts or ends
 * meanwhile may be missing; {@link killProcessTree} does not rely on one look.
 *
 * @param pid A positive safe integer; this process by default.
 * @throws Error `EPERM` where /proc is missing or that of another pid namespace, `EMFILE` when
 *   descriptors have run out, `ENOTSUP` in the fallback on macOS and Windows, where JavaScript
 *   cannot list processes.
 */
export declare function getDescendants(pid?: number): ProcessInfo[];
/**
 * The identity of one incarnation of a pid, an opaque text that is safe to store: a process that
 * gets the same pid later has another one. `null` when there is no such live process.
 *
 * It is the same whoever asks on this machine, native or fallback, and is made of the machine, the
 * boot, the pid and time namespaces, the pid and the start time in clock ticks since boot
 * (proc_pid_stat(5)), never a wall-clock time: a step of the clock does not move it.
 *
 * @param pid A positive safe integer.
 * @throws Error `EPERM` if the process exists but its start cannot be read: /proc hides it
 *   (hidepid), is not mounted or belongs to another pid namespace. `ENOTSUP` in the fallback on
 *   macOS and Windows, where JavaScript cannot know.
 */
export declare function getProcessIdentity(pid: number): string | null;
/**
 * What is known of a process: `running` (stopped and traced processes too, and one of which only
 * the main thread has exited), `zombie`, `gone`, or `unknown`.
 *
 * For an identity, `gone` is said only on proof: the pid is free or held by another incarnation, or
 * this machine has rebooted since (same machine-id(5), other boot). Another machine, another pid
 * or time namespace, and a start that cannot be read are `unknown`. For a pid, `unknown` means
 * that it exists and that nothing tells whether it is a zombie.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` for a text that is no identity.
 */
export declare function getProcessState(pidOrIdentity: number | string): ProcessState;
/** How far the ending has come. */
export interface KillProgress {
	/** Processes found so far that are to end. */
	total: number;
	/** Those of them that have not exited yet. */
	left: number;
}
/** Options of {@link killProcessTree} and of a scope's `kill`. */
export interface KillOptions {
	/** The graceful signal, `'SIGTERM'` by default; `'SIGKILL'` is the same as {@link force}. */
	signal?: NodeJS.Signals | number;
	/**
	 * Milliseconds from the signal until what is left is killed: 0 to 2^31 - 1, or `Infinity`;
	 * 10,000 by default.
	 */
	gracePeriod?: number;
	/** Kills at once, without a graceful signal; false by default. */
	force?: boolean;
	/** Spares a descendant, and what is below it, where it returns true. Asked once a process. */
	exclude?: (info: ProcessInfo) => boolean;
	/**
	 * Ends the waiting: the promise rejects with its reason. What was signalled stays so, and
	 * nothing stays frozen.
	 */
	abortSignal?: AbortSignal;
	/** Called at the beginning, and whenever the numbers have changed. */
	onProgress?: (progress: KillProgress) => void;
}
/** Options of {@link killChildrenProcesses}. */
export type KillChildrenOptions = Pick<KillOptions, "abortSignal" | "force" | "gracePeriod">;
/**
 * Ends all descendants of this process, not itself; with pids each given process and its
 * descendants, one tree after the other in the given order. Pids that are gone are skipped. As
 * {@link killProcessTree} otherwise.
 *
 * Each tree has a grace period of its own. All given processes are held from the beginning: a pid
 * that is recycled while others end is not signalled.
 *
 * @throws As {@link killProcessTree}.
 */
export declare function killChildrenProcesses(parentPids?: number | readonly number[] | null, options?: KillChildrenOptions): Promise<KillReport>;
/** Options of {@link killProcessTreeSync}. */
export type KillSyncOptions = Pick<KillOptions, "exclude">;
/**
 * Ends a process and all of its descendants, and waits until every one is confirmed gone. Resolves
 * to what became of each; an empty report if the process was gone before.
 *
 * The signal goes to all of them; who was stopped is continued, so that it can act on it. What is
 * left after the grace period is frozen with SIGSTOP, so that it cannot fork, looked through until
 * nothing new appears, and killed. What was found once is held until it is gone, whoever its parent
 * is by then. What a process starts on its way out is left to it, and signalled once that process is
 * gone.
 *
 * The caller and its ancestors are never signalled, unless one of them is `pidOrIdentity`: then
 * everything else is ended first. Processes that may not be signalled are reported as `denied`, and
 * the rest ends all the same.
 *
 * Linux signals through pidfds, checked after they were opened, so that a recycled pid is never hit.
 * macOS and the fallback check the identity before each signal. On Windows there is nothing like
 * SIGTERM: processes are terminated at once. No program is started.
 *
 * @param pidOrIdentity By identity it is certain to be that incarnation.
 * @throws TypeError, RangeError for bad arguments; Error `EPERM` for an identity that cannot be
 *   verified, and where /proc is missing or that of another pid namespace; `EMFILE` when there is
 *   no descriptor to look with; `ENOTSUP` in the fallback on macOS and Windows. The promise rejects
 *   with them, and with the reason of `abortSignal`.
 */
export declare function killProcessTree(pidOrIdentity: number | string, options?: KillOptions): Promise<KillReport>;
/**
 * Kills a process and all of its descendants without waiting, for exit handlers: freezes them,
 * looks until nothing new appears, and sends SIGKILL. In the report `killed` means that it was sent.
 *
 * @throws As {@link killProcessTree}.
 */
export declare function killProcessTreeSync(pidOrIdentity: number | string, options?: KillSyncOptions): KillReport;
/**
 * Whether the process exists and has not exited. A zombie is not alive; a process of which only the
 * main thread has exited is, and so is one that the caller may not signal. The id of a thread that
 * leads no group is no process. A pid beyond what the system can have is not alive.
 *
 * Linux asks by get_robust_list(2) and pidfd_open(2); where they are refused /proc/PID/stat tells,
 * and where /proc does not show the process (hidepid, not mounted) tgkill(2), which cannot tell a
 * zombie. macOS asks sysctl(3), Windows WaitForSingleObject. The fallback asks /proc on Linux; on
 * macOS and Windows it answers as `process.kill(pid, 0)` does, since JavaScript cannot know more.
 *
 * @param pidOrIdentity A positive safe integer, or an identity from {@link getProcessIdentity}: then
 *   the answer is false only if that very process is gone or a zombie.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for anything else.
 */
export declare function isProcessAlive(pidOrIdentity: number | string): boolean;
/**
 * {@link isProcessAlive} for each of `pids`, in their order, by one call of the binding.
 *
 * @throws As {@link isProcessAlive}, before any process is looked at.
 */
export declare function areProcessesAlive(pids: readonly number[] | Int32Array): boolean[];
/** A process that is held on to: it can't come to mean another one. */
export interface ProcessHandle extends Disposable {
	readonly pid: number;
	/** See {@link getProcessIdentity}; `null` where it cannot be read. */
	readonly identity: string | null;
	/**
	 * Whether it has not exited, also in a loop that never returns to the event loop. Natively this
	 * reads memory that a background thread marks, no system call: it follows the exit as soon as that
	 * thread gets a CPU, some microseconds, or milliseconds where all are busy. {@link kill} with 0
	 * asks the kernel.
	 */
	readonly alive: boolean;
	/**
	 * Resolves when it has exited, a zombie included. A promise that was asked for and is pending
	 * keeps the event loop alive, unless {@link unref} was called. Rejects with `ERR_INVALID_STATE`
	 * when the handle is closed before.
	 */
	readonly exited: Promise<void>;
	/**
	 * Sends a signal (`'SIGTERM'` by default; 0 only checks); never to another process. False when it
	 * is gone or a zombie. On Windows the terminating signals end the process, as Node's do.
	 *
	 * @throws TypeError `ERR_UNKNOWN_SIGNAL`, Error `EPERM` if it may not be signalled.
	 */
	kill(signal?: NodeJS.Signals | number): boolean;
	/** Lets a pending {@link exited} keep the event loop alive again; the default. */
	ref(): this;
	/** Lets the event loop end although {@link exited} is pending. */
	unref(): this;
	/** Lets go of the process. Closing twice does nothing. */
	close(): void;
}
/**
 * Holds on to a process by its pid or identity. By identity it is certain to be that incarnation.
 * A zombie can be opened; it is not alive.
 *
 * Linux holds by pidfd_open(2), Windows by a process handle; macOS cannot hold a process, but
 * checks the start time before each signal. Where the kernel pushes no exits
 * (`getBackendInfo().features.exitEvents` is `poll`) a poll with back-off, 1 ms to 100 ms, serves
 * `exited`, `alive` asks the system, and `kill` checks the identity first.
 *
 * @throws Error `ESRCH` when it is gone, `EPERM` where the system forbids it or where an identity
 *   cannot be verified, `EMFILE` or `ENFILE` when descriptors have run out.
 */
export declare function openProcess(pidOrIdentity: number | string): ProcessHandle;
/**
 * Whole CPUs that this process can really use, at least 1: the affinity mask of the calling thread
 * (sched_getaffinity(2)), lowered by the cgroup quota of every level (version 2 `cpu.max`,
 * version 1 `cpu.cfs_quota_us`; cgroups(7)), rounded down. CPU weights and shares are no limits.
 *
 * Every call asks the system; a quota read by a call serves further ones for 10 microseconds.
 * macOS knows neither masks nor quotas, Windows no cgroups.
 */
export declare function getCpuCount(): number;
/** {@link getCpuCount} with every limit that leads to it, and the one that decides. */
export declare function getCpuLimits(): CpuLimits;
/**
 * Threads worth running for work that waits more than it computes:
 * max(4, {@link getCpuCount} - 1), four times that for the cloud "kubernetes" (in any case).
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` if `cloud` is neither a string nor null nor undefined.
 */
export declare function getParallelThreads(cloud?: string | null): number;
/** Processes that belong together, whoever their parents are by now. */
export interface ProcessScope {
	/**
	 * An environment to start processes with: that of this process, and a variable of its own that
	 * all descendants inherit. Made anew at each reading.
	 */
	readonly env: NodeJS.ProcessEnv;
	/**
	 * `child_process.spawn()` with that variable in the environment (of `options.env` if given). On
	 * Windows the only way into the scope: there the process is put into a job object, so that without
	 * `detached` not only the child but all that it starts ends with this process.
	 */
	spawn(command: string, args?: readonly string[], options?: SpawnOptions): ChildProcess;
	/**
	 * The live processes of the scope, parents before children; `depth` is 0 where the parent does
	 * not belong to it.
	 */
	processes(): ProcessInfo[];
	/**
	 * As {@link killProcessTree} for all processes of the scope and their descendants, repeated until
	 * none is left. The caller and its ancestors are never signalled.
	 */
	kill(options?: KillOptions): Promise<KillReport>;
	/** As {@link killProcessTreeSync}, for exit handlers. */
	killSync(options?: KillSyncOptions): KillReport;
}
/**
 * A scope for processes that escape their tree: daemons fork twice, and their parent is gone.
 *
 * Linux finds them by /proc/PID/environ (proc_pid_environ(5)): those of the same user, unless a
 * program has replaced its environment (`env -i`, clearenv(3)) and lost its parent as well, or is
 * protected from being read (PR_SET_DUMPABLE, set-user-ID). macOS finds them by sysctl(3)
 * `KERN_PROCARGS2`, with the same limits, and programs under System Integrity Protection show no
 * environment. Windows finds what was started by {@link ProcessScope.spawn}, and its descendants, by
 * a job object, which none of them can leave; a process that a program starts in the first moments
 * of its life, before it is put into the job, is found by its parent. The fallback knows scopes on
 * Linux only, elsewhere it throws `ENOTSUP`.
 */
export declare function createProcessScope(): ProcessScope;
/** What every call of the function receives. */
export interface RunContext {
	/** Aborted on the first failure of any call, and by the caller's own signal. */
	signal: AbortSignal;
	/** Position of the argument in the input. */
	index: number;
}
/** A function, or a pool of workers such as Piscina. */
export type RunFunction<A, R> = ((arg: A, context: RunContext) => R | PromiseLike<R>) | {
	run(arg: A, options: {
		signal: AbortSignal;
	}): R | PromiseLike<R>;
};
/** Options of {@link runInParallel}. */
export interface RunInParallelOptions {
	/** Calls that run at a time: an integer from 1, or `Infinity`; {@link getParallelThreads} by default. */
	concurrency?: number;
	/** Ends the run: nothing further starts, and the calls' signal is aborted with its reason. */
	signal?: AbortSignal;
	/** Called after each call that succeeded; `total` is `undefined` if the input does not tell it. */
	onProgress?: (progress: {
		done: number;
		total: number | undefined;
	}) => void;
}
/**
 * Runs `fn` for each argument, several at a time, and resolves to the results in input order.
 *
 * On the first failure nothing further starts, the signal that every call received is aborted, and
 * the promise rejects with that first error once everything that was running has settled. So it
 * does, with the signal's reason, when the caller's `signal` is aborted.
 *
 * @param fn A function, or an object with `run(arg, { signal })` such as a Piscina pool.
 * @param args Any iterable or async iterable, of values or promises of values.
 * @param options The concurrency, or all options.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad arguments, before
 *   anything is called.
 */
export declare function runInParallel<A, R>(fn: RunFunction<A, R>, args: Iterable<A | Promise<A>> | AsyncIterable<A | Promise<A>>, options?: number | RunInParallelOptions): Promise<Awaited<R>[]>;
/** What {@link saveTimeline} has written. */
export interface SavedTimeline {
	/** Absolute. */
	path: string;
	/** Events in the file, those that only name the process and its threads left out. */
	events: number;
	/** Events that were not recorded, since there was no room for them. */
	dropped: number;
}
/**
 * Writes all that was recorded up to now, by all threads, as a file of Chrome trace events, for
 * Perfetto or chrome://tracing. Saving again writes all of it again, and what has come since.
 *
 * The file is written off the main thread, to a temporary one beside it, which is then renamed: at no
 * time it is there in half. It is not synced to the disk (fsync(2)). What is no regular file, such as
 * a FIFO, is written to directly.
 *
 * @param path A string or a `file:` URL; by default what `PROCPILOT_TIMELINE_FILE_PATH` says.
 * @throws Error `ERR_INVALID_STATE` (the promise rejects with it) if nothing is recorded, since the
 *   variable was not set when the package was loaded.
 * @throws Error `ERR_WORKER_UNSUPPORTED_OPERATION` in a worker whose events are collected by the
 *   thread that started it.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` for a bad path.
 * @throws Error `ENOENT`, `EACCES`, `ENOSPC`, ... with `path` if it cannot be written; the temporary
 *   file is removed.
 */
export declare function saveTimeline(path?: string | URL): Promise<SavedTimeline>;
/**
 * {@link saveTimeline}, blocking until the file is written: for exit handlers. A {@link saveTimeline}
 * to the same path that is under way does not write it any more.
 */
export declare function saveTimelineSync(path?: string | URL): SavedTimeline;
/**
 * A span of time on the timeline, from {@link begin} to {@link end}; spans may overlap each other. Does
 * nothing unless `PROCPILOT_TIMELINE_FILE_PATH` was set when the package was loaded.
 *
 * ```js
 * using event = new TimelineEvent('upload', file).begin()
 * ```
 */
export declare class TimelineEvent {
	#private;
	/**
	 * @param message Is shown with the event, as its argument `message`.
	 * @throws TypeError `ERR_INVALID_ARG_TYPE` if one of them is no string.
	 */
	constructor(name: string, message?: string);
	/** Begins the span, and another one after {@link end}. What has begun already goes on. */
	begin(): this;
	/** Ends the span; does nothing if none has begun. */
	end(): void;
	/** {@link end}. */
	[Symbol.dispose](): void;
}
/**
 * The function, with a span on the timeline for each of its calls, which ends however the call does. A
 * call that returns a promise lasts until that is settled. Unless `PROCPILOT_TIMELINE_FILE_PATH` was
 * set when the package was loaded, `fn` itself.
 *
 * @param fn Is called with the same `this` and the same arguments. What it returns is returned; in
 *   place of a promise one that is settled by it.
 * @throws TypeError `ERR_INVALID_ARG_TYPE` if `name` is no string or `fn` no function.
 */
export declare function timelineEvent<F extends (this: never, ...args: never[]) => unknown>(name: string, fn: F): F;
/** Options of {@link waitForExit}. */
export interface WaitForExitOptions {
	/** Milliseconds, 0 to 2^31 - 1; `Infinity` by default. */
	timeout?: number;
	/** Ends the waiting: the promise rejects with its reason. */
	signal?: AbortSignal;
}
/**
 * Waits until the process, or every one of them, has exited: children, strangers, and processes
 * that were gone before the call. A zombie has exited. Resolves to false on timeout.
 *
 * Descriptors are taken for at most half of the soft limit; the rest is asked again and again, with
 * back-off from 1 ms to 100 ms, and so are all where descriptors run out.
 *
 * @param targets Pids or identities.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` for bad arguments; Error
 *   `EPERM` for an identity that cannot be verified (another machine, another namespace). The
 *   promise rejects with them.
 */
export declare function waitForExit(targets: number | string | readonly (number | string)[], options?: WaitForExitOptions): Promise<boolean>;

export {};
