import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('root')!).render(<h1>滴灌 走访端</h1>)
