/**
 * A picture that a person chose, made small enough to be sent, and how to show it here meanwhile. `left`: they chose
 * none; `refused`: the device does not let this app see pictures; `unreadable`: no picture that it knows.
 */
export type PickedPicture =
  | { readonly ok: true; readonly picture: Blob; readonly uri: string }
  | { readonly ok: false; readonly reason: 'left' | 'refused' | 'unreadable' | 'too_large' };

/** The largest box that a picture is made to fit in, pixels. What the server makes of it is smaller. */
export interface PictureBox {
  readonly width: number;
  readonly height: number;
}

/** Lets the person choose a picture. */
export type PickPicture = (box: PictureBox) => Promise<PickedPicture>;
