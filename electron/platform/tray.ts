import { Menu, nativeImage, Tray } from 'electron';
import { hasTrayHost } from './tray-host';
import { trayPicture } from './tray-picture';

/** How trading stands, as short as it goes. */
export interface TradingGlance {
  readonly isHalted: boolean;
  /** `ACTIVE`, or `HALTED, verified empty`. */
  readonly line: string;
}

export interface TrayActions {
  readonly onHalt: () => void;
  readonly onShow: () => void;
}

/** Edge of the picture in pixels at scale 1, and the scales drawn. */
const EDGE = 16;
const SCALES = [1, 2];

/** The icon beside the system's clock: how trading stands, and Halt all while the window is away. */
export class HaltTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  #shown: string | undefined;

  private constructor(actions: TrayActions) {
    this.#actions = actions;
    this.#tray = new Tray(picture(false));
    this.#tray.on('click', () => actions.onShow());
  }

  /** Undefined where the system shows no such icons, or refuses this one. Never throws. */
  static async open(actions: TrayActions): Promise<HaltTray | undefined> {
    if (!(await hasTrayHost())) return undefined;
    try {
      return new HaltTray(actions);
    } catch {
      return undefined;
    }
  }

  show({ isHalted, line }: TradingGlance): void {
    if (this.#shown === line) return;
    this.#shown = line;
    this.#tray.setImage(picture(isHalted));
    this.#tray.setToolTip(`Holdfast: ${line}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: `Trading: ${line}`, enabled: false },
        { type: 'separator' },
        { label: 'Halt all', click: this.#actions.onHalt },
        { label: 'Show window', click: this.#actions.onShow },
      ]),
    );
  }
}

function picture(isHalted: boolean): Electron.NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of SCALES) {
    const edge = EDGE * scaleFactor;
    const bitmap = nativeImage.createFromBitmap(trayPicture(edge, isHalted), { width: edge, height: edge });
    image.addRepresentation({ scaleFactor, width: edge, height: edge, buffer: bitmap.toPNG() });
  }
  return image;
}
