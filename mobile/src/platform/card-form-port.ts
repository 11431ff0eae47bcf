export interface CardFormAsk {
  /** Of the payment provider, for browsers. */
  readonly publishableKey: string;
  /** Of one payment. */
  readonly clientSecret: string;
  /** Where the form is put. */
  readonly place: HTMLElement;
  readonly dark: boolean;
  /** Colours of the app, so that the form looks like a part of it. */
  readonly colors: {
    readonly accent: string;
    readonly surface: string;
    readonly text: string;
    readonly danger: string;
  };
}

export type CardAnswer =
  | { readonly kind: 'paid' }
  /** `said`: the bank's or the form's own words. */
  | { readonly kind: 'declined'; readonly said?: string }
  /** Something in the form is missing or wrong; the form says what. */
  | { readonly kind: 'incomplete' }
  /** Nobody knows whether the money moved. */
  | { readonly kind: 'unknown' };

export interface CardForm {
  /** Pays with what is typed in. A bank that wants to ask leads away and back to `returnUrl`. Never rejects. */
  readonly confirm: (returnUrl: string) => Promise<CardAnswer>;
  readonly close: () => void;
}

/** Opens the form; undefined when it could not be loaded. The app never sees a card's number. */
export type OpenCardForm = (ask: CardFormAsk) => Promise<CardForm | undefined>;
