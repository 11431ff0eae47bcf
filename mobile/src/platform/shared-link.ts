/** A page of the web app, as it is offered to others. */
export interface SharedLink {
  readonly title: string;
  readonly url: string;
}

/** `dismissed`: the person changed their mind. `failed`: the device can do neither. */
export type ShareOutcome = 'shared' | 'copied' | 'dismissed' | 'failed';
