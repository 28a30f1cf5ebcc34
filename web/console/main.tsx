import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('root')!).render(<h1>滴灌 办公端</h1>)
