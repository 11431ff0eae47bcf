import type { Catalogue } from '../catalogue.ts';
import { stored as english } from '../en/stored.ts';

export const stored: Catalogue['stored'] = english;
