import '#kit/tokens.css'
import { start } from '#ui/app/start.tsx'

const root = document.getElementById('root')
if (root !== null) void start(root)
