import type { Catalogue } from '../catalogue.ts';

export const failure: Catalogue['failure'] = {
  network: 'HaloBuzz सँग सम्पर्क हुन सकेन। आफ्नो नेटवर्क हेरेर फेरि प्रयास गर्नुहोस्।',
  unreadable: 'HaloBuzz को जवाफ यो एपले बुझेन। कृपया पछि फेरि प्रयास गर्नुहोस्।',
};
