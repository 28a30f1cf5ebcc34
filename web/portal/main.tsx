import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { phoneQueries } from '../shell/phoneQueries.ts'
import { Boundary } from '../ui/phone/Boundary.tsx'
import '../ui/phone/phone.css'
import { App } from './App.tsx'

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={phoneQueries}>
    <Boundary>
      <App />
    </Boundary>
  </QueryClientProvider>,
)
