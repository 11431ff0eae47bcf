import type { Catalogue } from '../catalogue.ts';
import { stepUp as english } from '../en/step-up.ts';

export const stepUp: Catalogue['stepUp'] = english;
