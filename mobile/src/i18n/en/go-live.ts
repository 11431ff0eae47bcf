/** Starting a broadcast. */
export const goLive = {
  title: 'Go live',
  lead: 'Name your broadcast and open the room.',
  roomTitle: 'Title',
  roomTitleHint: 'What will people see?',
  roomTitleMissing: 'Give your broadcast a title.',
  category: 'Category',
  submit: 'Start broadcast',
};
