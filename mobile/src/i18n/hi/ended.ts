import type { Catalogue } from '../catalogue.ts';
import { ended as english } from '../en/ended.ts';

export const ended: Catalogue['ended'] = english;
