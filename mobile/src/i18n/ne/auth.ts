import type { Catalogue } from '../catalogue.ts';
import { auth as english } from '../en/auth.ts';

export const auth: Catalogue['auth'] = english;
