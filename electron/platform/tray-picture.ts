/** BGRA. Red is kept for what is halted; green would promise more than is known. */
const HALTED = [0x3b, 0x3b, 0xe0, 0xff];
const OTHERWISE = [0xd8, 0xc8, 0xb4, 0xff];

/** The icon as pixels: a ring while trading is on, a full square while everything is halted. Told apart without colour, too. */
export function trayPicture(edge: number, isHalted: boolean): Buffer {
  const pixels = Buffer.alloc(edge * edge * 4);
  const middle = (edge - 1) / 2;
  for (let y = 0; y < edge; y += 1)
    for (let x = 0; x < edge; x += 1) {
      const across = Math.max(Math.abs(x - middle), Math.abs(y - middle)) / edge;
      const radius = Math.hypot(x - middle, y - middle) / edge;
      const isDrawn = isHalted ? across < 0.4 : radius < 0.46 && radius > 0.28;
      if (isDrawn) pixels.set(isHalted ? HALTED : OTHERWISE, (y * edge + x) * 4);
    }
  return pixels;
}
