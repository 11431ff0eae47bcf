/** In place of expo-router's switches of react-native-screens, which does nothing in a browser. */
exports.initScreensFeatureFlags = () => {};
