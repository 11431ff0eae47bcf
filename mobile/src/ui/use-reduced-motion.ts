import { createContext, useContext, useEffect, useState } from 'react';
import { AccessibilityInfo } from 'react-native';

/** Whether somebody set that nothing moves in this app, whatever their device says. */
export const MotionContext = createContext(false);

/** Whether the person asked for less motion, here or of their device. True until known: nothing moves by mistake. */
export function useReducedMotion(): boolean {
  const still = useContext(MotionContext);
  const [reduced, setReduced] = useState(true);
  useEffect(() => {
    let mounted = true;
    void AccessibilityInfo.isReduceMotionEnabled().then((value) => {
      if (mounted) setReduced(value);
    });
    const subscription = AccessibilityInfo.addEventListener('reduceMotionChanged', setReduced);
    return () => {
      mounted = false;
      subscription.remove();
    };
  }, []);
  return still || reduced;
}
