import './MapView.css'
import { Button } from '#kit/Button.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { usePolled } from '#kit/usePolled.ts'
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type WheelEvent,
} from 'react'
import { Legend } from '../canvas/Legend.tsx'
import { getDocument, useDocument } from '../stores/document.ts'
import { run, useCalmRun } from '../stores/run.ts'
import { useView } from '../stores/view.ts'
import { FlightOverlay } from './FlightOverlay.tsx'
import { type Flights, createFlights } from './flights.ts'
import { type Hovered, Marks, MarksLegend, MarkTip } from './Marks.tsx'
import {
  clientsOf,
  type PlaceReport,
  planRegions,
  planSites,
  planUsers,
  readReports,
} from './mapPlaces.ts'
import { fitWorld, type MapWindow, panBy, type Size, zoomAbout } from './mapView.ts'
import { PlacesTable } from './PlacesTable.tsx'
import { type Atlas, createWorldDrawing, type WorldDrawing } from './worldDrawing.ts'

/** How often clients are asked what their users see; ms. */
const ASK_EVERY_MS = 500
const NOTHING_YET: readonly PlaceReport[] = []
/** px of one key press, and how much closer one click comes. */
const PAN_STEP = 60
const ZOOM_STEP = 1.5

const KEYS: Readonly<Record<string, (map: MapWindow, size: Size) => MapWindow>> = {
  ArrowLeft: (map, size) => panBy(map, PAN_STEP, 0, size),
  ArrowRight: (map, size) => panBy(map, -PAN_STEP, 0, size),
  ArrowUp: (map, size) => panBy(map, 0, PAN_STEP, size),
  ArrowDown: (map, size) => panBy(map, 0, -PAN_STEP, size),
  '+': (map, size) => closer(map, size, ZOOM_STEP),
  '-': (map, size) => closer(map, size, 1 / ZOOM_STEP),
  '0': (_, size) => fitWorld(size),
}

const closer = (map: MapWindow, size: Size, factor: number): MapWindow =>
  zoomAbout(map, { factor, x: size.width / 2, y: size.height / 2 }, size)

/** The atlas comes with the first map. */
function useWorld(): WorldDrawing | null {
  const [world, setWorld] = useState<WorldDrawing | null>(null)
  useEffect(() => {
    let live = true
    void import('world-atlas/countries-110m.json').then(({ default: atlas }) => {
      if (live) setWorld(createWorldDrawing(atlas as unknown as Atlas))
    })
    return () => {
      live = false
    }
  }, [])
  return world
}

/** What every client of the scenario says of its users' places. */
function useReports(): readonly PlaceReport[] {
  const clients = useDocument((state) => clientsOf(state.scenario).join('\n'))
  const generation = useCalmRun((state) => state.run)
  const ask = useCallback(async () => {
    // Asked anew when another run begins.
    if (generation < 0 || clients === '') return NOTHING_YET
    const answers = await Promise.all(
      clients.split('\n').map((node) => run.read(node, { type: 'places' })),
    )
    return answers.flatMap(readReports)
  }, [clients, generation])
  return usePolled(ask, NOTHING_YET, ASK_EVERY_MS)
}

/** Pan and zoom by wheel, pointer and keys; the whole world at first, and after each change of size until one moved it. */
function useWindow(size: Size) {
  const [moved, setMoved] = useState<MapWindow | null>(null)
  const map = moved ?? fitWorld(size)
  const drag = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const onWheel = (event: WheelEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    const factor = Math.exp(-event.deltaY * 0.0015)
    setMoved(zoomAbout(map, { factor, x: event.clientX - box.x, y: event.clientY - box.y }, size))
  }
  const onPointerDown = (event: PointerEvent) => {
    drag.current = { x: event.clientX, y: event.clientY }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === null) return
    const [dx, dy] = [event.clientX - drag.current.x, event.clientY - drag.current.y]
    drag.current = { x: event.clientX, y: event.clientY }
    setMoved(panBy(map, dx, dy, size))
  }
  const onPointerUp = () => {
    drag.current = null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const go = KEYS[event.key]
    if (go === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    setMoved(go(map, size))
  }
  return {
    map,
    zoom: (factor: number) => setMoved(closer(map, size, factor)),
    fit: () => setMoved(null),
    handlers: { onWheel, onPointerDown, onPointerMove, onPointerUp, onKeyDown },
  }
}

function useSize(): readonly [Size, (element: HTMLElement | null) => void] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const observer = useRef<ResizeObserver | null>(null)
  const watch = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect()
    if (element === null) return
    observer.current = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    observer.current.observe(element)
  }, [])
  return [size, watch]
}

function useFlights(world: WorldDrawing | null): Flights | null {
  const flights = useMemo(() => (world === null ? null : createFlights(world)), [world])
  useEffect(() => flights?.follow(), [flights])
  return flights
}

/** Nobody stands anywhere: says so, and what to do. */
function Nowhere() {
  const clients = useDocument((state) => clientsOf(state.scenario).join('\n'))
  const [first] = clients.split('\n')
  return (
    <div className="map-empty">
      <h2>Nobody has a place yet</h2>
      <p>Give Clients a Location: a city, a Region, or World.</p>
      {first !== undefined && first !== '' && (
        <Button
          onClick={() =>
            getDocument().dispatch({
              type: 'set-properties',
              node: first,
              properties: {
                ...getDocument().scenario.nodes.find(({ id }) => id === first)?.properties,
                Location: 'World',
              },
            })
          }
        >
          Put users all over the world
        </Button>
      )}
    </div>
  )
}

function MapTools(props: { readonly zoom: (factor: number) => void; readonly fit: () => void }) {
  return (
    <div className="canvas-tools" role="toolbar" aria-label="Map tools">
      <IconButton
        label="Zoom out"
        icon="minus"
        size="small"
        tooltipSide="top"
        onClick={() => props.zoom(1 / ZOOM_STEP)}
      />
      <IconButton
        label="Zoom in"
        icon="plus"
        size="small"
        tooltipSide="top"
        onClick={() => props.zoom(ZOOM_STEP)}
      />
      <IconButton
        label="Whole world"
        icon="fit"
        size="small"
        shortcut="0"
        tooltipSide="top"
        onClick={props.fit}
      />
      <IconButton
        label="Back to the graph"
        icon="wire"
        size="small"
        shortcut="G"
        tooltipSide="top"
        onClick={() => useView.getState().showSurface('graph')}
      />
    </div>
  )
}

/** The running scenario on the world: users, edges and Regions in their places, requests along great circles. */
export function MapView() {
  const world = useWorld()
  const flights = useFlights(world)
  const [size, watchSize] = useSize()
  const { map, zoom, fit, handlers } = useWindow(size)
  const [hovered, setHovered] = useState<Hovered | null>(null)
  const scenario = useDocument((state) => state.scenario)
  const states = useCalmRun((state) => state.states, 250)
  const reports = useReports()
  const served = flights?.served
  const users = useMemo(
    () => planUsers(scenario, reports, served ?? new Map<string, string>()),
    [scenario, reports, served],
  )
  const regions = useMemo(() => planRegions(scenario, states), [scenario, states])
  const sites = useMemo(() => planSites(states), [states])
  const shown = { users, regions, sites }
  return (
    <main className="map" aria-label="World map">
      <div className="map-stage">
        <div
          className="map-ground"
          ref={watchSize}
          tabIndex={0}
          role="application"
          aria-label="Map: arrow keys move it, plus and minus zoom, 0 shows the whole world"
          {...handlers}
        >
          {world !== null && (
            <Marks
              world={world}
              map={map}
              size={size}
              shown={shown}
              hovered={hovered}
              onHover={setHovered}
            />
          )}
          {flights !== null && <FlightOverlay flights={flights} map={map} size={size} />}
          {world !== null && <MarkTip world={world} map={map} shown={shown} hovered={hovered} />}
        </div>
        <div className="canvas-corner">
          <MapTools zoom={zoom} fit={fit} />
          <MarksLegend />
          <Legend />
        </div>
      </div>
      {users.length === 0 ? (
        <Nowhere />
      ) : (
        <PlacesTable users={users} hovered={hovered} onHover={setHovered} />
      )}
    </main>
  )
}
