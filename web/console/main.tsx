import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import '../ui/kit.css'
import '../ui/table.css'
import './console.css'

createRoot(document.getElementById('root')!).render(<App />)
