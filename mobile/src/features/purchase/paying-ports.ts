import type { OpenCardForm } from '../../platform/card-form-port.ts';
import type { OwnDocument } from '../../platform/own-document.ts';
import type { StorePort } from '../../platform/store-port.ts';

/** What people pay with on this device. */
export interface PayingPorts {
  /** The device's store; undefined in browsers. */
  readonly store: StorePort | undefined;
  /** A form for cards; undefined in apps, where stores allow none. */
  readonly openCardForm: OpenCardForm | undefined;
  /** Undefined where there are no documents. */
  readonly ownDocument: OwnDocument | undefined;
}
