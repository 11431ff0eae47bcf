import type { Catalogue } from '../catalogue.ts';
import { privacy as english } from '../en/privacy.ts';

export const privacy: Catalogue['privacy'] = english;
