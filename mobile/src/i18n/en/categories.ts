/** What broadcasts are about. */
export const categories = {
  music: 'Music',
  talk: 'Talk',
  gaming: 'Gaming',
  dance: 'Dance',
  food: 'Food',
  sports: 'Sports',
  education: 'Learning',
  other: 'Other',
};
