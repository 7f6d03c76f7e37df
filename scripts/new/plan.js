// What the kinds of new things have in common.

/**
 * What is to be made.
 *
 * @typedef {object} Plan
 * @property {readonly string[]} [taken] what must not be there besides the files
 * @property {Record<string, string>} files the text of each new file, by path
 * @property {Record<string, string>} fill what a person fills in, by file
 * @property {import("./registry.js").Line} line
 * @property {string} test what to run then
 */

/** Bad input: one sentence for the person, and nothing is written. */
export class BadInput extends Error {}

/** What cannot name a constant. */
const RESERVED =
  /^(?:arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield)$/;

/**
 * The words behind the kind: the id, and what else it takes.
 *
 * @param {readonly string[]} words
 * @param {number} most
 * @returns {[id: string, more: string | undefined]}
 */
export function wordsOf(words, most) {
  const [id, more] = words;
  if (id === undefined) throw new BadInput("expected an id, such as my-fault");
  if (words.length > most) throw new BadInput(`unexpected argument ${JSON.stringify(words[most])}`);
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
    throw new BadInput(
      `${JSON.stringify(id)} is not an id: use lowercase words and digits joined by hyphens`,
    );
  if (RESERVED.test(id)) throw new BadInput(`"${id}" is a reserved word of JavaScript; choose another id`);
  return [id, more];
}

/** @param {string} id "my-fault" gives myFault */
export function camel(id) {
  return id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** @param {string} id "my-product" gives "My Product" */
export function title(id) {
  return id.replace(/(?:^|-)([a-z0-9])/g, (part) => part.replace("-", " ").toUpperCase());
}
