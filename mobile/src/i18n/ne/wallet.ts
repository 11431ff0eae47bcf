import type { Catalogue } from '../catalogue.ts';
import { wallet as english } from '../en/wallet.ts';

export const wallet: Catalogue['wallet'] = english;
