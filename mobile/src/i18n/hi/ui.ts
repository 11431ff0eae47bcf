import type { Catalogue } from '../catalogue.ts';
import { ui as english } from '../en/ui.ts';

export const ui: Catalogue['ui'] = english;
