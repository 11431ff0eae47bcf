import type { Catalogue } from '../catalogue.ts';
import { gifts as english } from '../en/gifts.ts';

export const gifts: Catalogue['gifts'] = english;
