import { WORLD } from './worldDrawing.ts'

/** Pan and zoom: a point of the drawing times `zoom`, then moved by `x` and `y`, is a point of the screen. */
export interface MapWindow {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** How far one may go in, from the whole world. */
const CLOSER_MAX = 14

/** The whole world in the middle. */
export function fitWorld({ width, height }: Size): MapWindow {
  const zoom = Math.max(0.05, Math.min(width / WORLD.width, height / WORLD.height) * 0.97)
  return {
    zoom,
    x: (width - WORLD.width * zoom) / 2,
    y: (height - WORLD.height * zoom) / 2,
  }
}

/** Keeps the zoom within bounds, and the middle of the screen within the world. */
function hold({ x, y, zoom }: MapWindow, size: Size): MapWindow {
  const fit = fitWorld(size).zoom
  const held = Math.max(fit, Math.min(fit * CLOSER_MAX, zoom))
  const within = (at: number, screen: number, world: number): number =>
    Math.max(screen / 2 - world * held, Math.min(screen / 2, at))
  return {
    zoom: held,
    x: within(x, size.width, WORLD.width),
    y: within(y, size.height, WORLD.height),
  }
}

/** Zooms by `factor` about a point of the screen, which stays where it is. */
export function zoomAbout(
  map: MapWindow,
  by: { readonly factor: number; readonly x: number; readonly y: number },
  size: Size,
): MapWindow {
  const fit = fitWorld(size).zoom
  const zoom = Math.max(fit, Math.min(fit * CLOSER_MAX, map.zoom * by.factor))
  const ratio = zoom / map.zoom
  return hold({ zoom, x: by.x - (by.x - map.x) * ratio, y: by.y - (by.y - map.y) * ratio }, size)
}

/** Moves the world by so many px of the screen. */
export const panBy = (map: MapWindow, dx: number, dy: number, size: Size): MapWindow =>
  hold({ ...map, x: map.x + dx, y: map.y + dy }, size)
