import type { Catalogue } from '../catalogue.ts';
import { verify as english } from '../en/verify.ts';

export const verify: Catalogue['verify'] = english;
