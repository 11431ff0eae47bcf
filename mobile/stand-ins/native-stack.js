/** In place of expo-router's native stack: the app draws one screen at a time (`Slot`), and browsers have no native stack. */
exports.createNativeStackNavigator = () => ({ Navigator: () => null });
