import { Component, type ReactNode } from 'react'

/** What the page shows when it breaks or a part of it cannot be fetched: never a blank screen. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <main className="empty">
        <p className="title">页面没有打开</p>
        <p>可能是网络断了。已填的内容还在，请重新打开。</p>
        <button type="button" className="btn main" onClick={() => window.location.reload()}>
          重新打开
        </button>
      </main>
    )
  }
}
