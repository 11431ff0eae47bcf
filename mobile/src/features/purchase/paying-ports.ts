import type { OpenCardForm } from '../../platform/card-form-port.ts';
import type { OwnDocument } from '../../platform/own-document.ts';
import type { StorePort } from '../../platform/store-port.ts';

/** What people pay with on this device, and how they take away what was written about it. */
export interface PayingPorts {
  /** The device's store; undefined in browsers. */
  readonly store: StorePort | undefined;
  /** A form for cards; undefined in apps, where stores allow none. */
  readonly openCardForm: OpenCardForm | undefined;
  /** Undefined where there are no documents. */
  readonly ownDocument: OwnDocument | undefined;
  /** Gives a text to its owner as a file. False when that was not possible. */
  readonly saveText: (name: string, type: string, text: string) => Promise<boolean>;
  /** Puts a text where it can be pasted from. False when that was not possible. */
  readonly copyText: (text: string) => Promise<boolean>;
}
