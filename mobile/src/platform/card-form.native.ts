import type { OpenCardForm } from './card-form-port.ts';

/** In apps coins are sold by the device's store alone, as both stores demand. */
export const openCardForm: OpenCardForm | undefined = undefined;
