/** What a property list holds. */
export type Plist = string | number | boolean | readonly Plist[] | { readonly [key: string]: Plist };

/** Reads a property list in XML by the browser's own parser. @throws Error when it is none */
export function parsePlist(text: string): Plist {
  const document = new DOMParser().parseFromString(text, 'application/xml');
  const root = document.documentElement;
  const top = root.firstElementChild;
  if (root.nodeName !== 'plist' || top === null) throw new Error('this is no property list');
  return plistValue(top);
}

function plistValue(element: Element): Plist {
  const children = [...element.children];
  switch (element.nodeName) {
    case 'dict':
      return Object.fromEntries(
        children.flatMap((child, at): [string, Plist][] => {
          const value = children[at + 1];
          return child.nodeName === 'key' && value !== undefined ? [[child.textContent ?? '', plistValue(value)]] : [];
        }),
      );
    case 'array':
      return children.map(plistValue);
    case 'true':
    case 'false':
      return element.nodeName === 'true';
    case 'integer':
    case 'real':
      return Number(element.textContent);
    case 'string':
      return element.textContent ?? '';
    default:
      throw new Error(`a property list with <${element.nodeName}>`);
  }
}
