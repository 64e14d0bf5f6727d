/**
 * Where the halt button stands: fixed in CSS pixels from the window's right edge, the same on every screen and size.
 * Main knows it too, and takes a press inside it as a halt before the renderer has seen it, so that the button works while
 * the window hangs. Nothing may ever cover this rectangle.
 */
export const HALT_RAIL_WIDTH = 184;
export const HALT_BUTTON = { right: 16, top: 72, width: 152, height: 152 } as const;
/** Smallest window, CSS pixels. */
export const MIN_WINDOW = { width: 1024, height: 680 } as const;
