/**
 * A page of the web app that must be a document of its own, because the server lets it load what no other page may.
 */
export interface OwnDocument {
  /** Whether this document was loaded for that path, and not for another page of the app. */
  readonly is: (path: string) => boolean;
  /** Loads a page of the app as a new document. */
  readonly open: (path: string) => void;
  /** When the app has moved to another path within the document, loads that path anew. */
  readonly leave: (path: string) => void;
  /** The whole address of a path. */
  readonly address: (path: string) => string;
}

/** Taken once, when the document is loaded: what the app shows later has other paths. */
const loadedFor = globalThis.location?.pathname;

/** The browser's. Undefined where there are no documents. */
export const ownDocument: OwnDocument | undefined = {
  is: (path) => loadedFor === path,
  open: (path) => location.assign(path),
  leave: (path) => {
    // The router changes the address behind the screen's last breath.
    setTimeout(() => {
      if (loadedFor === path && location.pathname !== path) location.reload();
    }, 0);
  },
  address: (path) => location.origin + path,
};
