import type { Catalogue } from '../catalogue.ts';
import { legal as english } from '../en/legal.ts';

export const legal: Catalogue['legal'] = english;
