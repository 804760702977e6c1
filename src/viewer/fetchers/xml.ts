/** A piece of XML that is whole already. */
export interface Xml {
  xml: string;
}

type Content = string | number | Xml | readonly Xml[] | null;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

// What XML 1.0 cannot hold, however it is written: controls, lone surrogates and two non-characters.
const unspeakable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

export function escapeXml(text: string): string {
  return text.replace(unspeakable, '\u{fffd}').replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** One element; text and attributes are escaped. Nothing where the content is null. */
export function element(name: string, content: Content, attributes: Readonly<Record<string, string>> = {}): Xml {
  if (content === null) return { xml: '' };
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(value)}"`)].join(' ');
  const inside = innerOf(content);
  return { xml: inside === '' ? `<${head}/>` : `<${head}>${inside}</${name}>` };
}

export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
}

function innerOf(content: Exclude<Content, null>): string {
  if (typeof content === 'string') return escapeXml(content);
  if (typeof content === 'number') return String(content);
  return 'xml' in content ? content.xml : content.map(({ xml }) => xml).join('');
}
