import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { pageNonce } from '../shell/nonce.ts'
import { ApiProblem } from '../ui/apiProblem.ts'
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
    colorPrimaryBg: '#e6f4f1',
    colorPrimaryBgHover: '#d3ebe6',
    colorPrimaryBorder: '#8cc4ba',
    colorTextSecondary: '#52606d',
    colorTextTertiary: '#5b6875',
    colorTextDescription: '#5b6875',
    colorIcon: '#5b6875',
    colorTextPlaceholder: '#616e7c',
    colorSuccess: '#166534',
    colorInfo: '#0b5a9d',
    // Tints of their own: those derived from such dark colours are grey, and text on them is hard to read.
    colorSuccessBg: '#e8f5ec',
    colorSuccessBorder: '#b5dcc0',
    colorInfoBg: '#e6f1fb',
    colorInfoBorder: '#b5d3ef',
    colorWarningBg: '#fdf3e0',
    colorWarningBorder: '#f1d9a8',
    colorErrorBg: '#fdecec',
    colorErrorBorder: '#f3c1c1',
    borderRadius: 4,
    // Who asked their system for less motion gets none.
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontSize: 14,
  },
  components: {
    Table: { cellPaddingBlockSM: 6, headerBg: '#eef2f4' },
    Menu: { itemSelectedBg: '#e3f1ee' },
    Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
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
