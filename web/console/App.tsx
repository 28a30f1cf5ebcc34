import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { ApiProblem } from '../shell/client.ts'
import { pageNonce } from '../shell/nonce.ts'
import { router } from './routes.tsx'

dayjs.locale('zh-cn')

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) =>
        count < 2 && error instanceof ApiProblem && (error.code === 'offline' || error.status === 503),
      refetchOnWindowFocus: true,
    },
  },
})

const theme = {
  token: {
    colorPrimary: '#0f766e',
    colorLink: '#0f766e',
    colorWarning: '#b45309',
    colorError: '#b91c1c',
    // The shades the library derives from a dark green are too close to its text; these keep 4.5 : 1.
    colorPrimaryBg: '#e6f4f1',
    colorPrimaryBgHover: '#d3ebe6',
    colorPrimaryBorder: '#8cc4ba',
    colorTextSecondary: '#52606d',
    colorTextTertiary: '#5b6875',
    colorTextDescription: '#5b6875',
    colorTextPlaceholder: '#66727f',
    colorIcon: '#5b6875',
    borderRadius: 4,
    fontSize: 14,
  },
  components: {
    Table: { cellPaddingBlockSM: 6, headerBg: '#eef2f4' },
    Layout: { headerBg: '#ffffff', siderBg: '#ffffff' },
  },
}

export function App() {
  return (
    <ConfigProvider
      locale={zhCN}
      csp={{ nonce: pageNonce() }}
      theme={theme}
      button={{ autoInsertSpace: false }}
    >
      <AntApp>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}
