import type { Catalogue } from '../catalogue.ts';
import { goLive as english } from '../en/go-live.ts';

export const goLive: Catalogue['goLive'] = english;
