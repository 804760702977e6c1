import { videoShape } from '../modules/videos/contract';
import { button } from '../ui/button';
export const shown = [videoShape, button] as const;
