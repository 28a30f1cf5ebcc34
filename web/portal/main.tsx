import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('root')!).render(<h1>滴灌 企业端</h1>)
