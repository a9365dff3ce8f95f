declare module 'object-treeify' {
  /** Draws an object of objects as lines; the keys are the labels. */
  export default function treeify(tree: object): string
}
