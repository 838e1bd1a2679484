// The window's first lines: theme, keys, router. Screens are loaded when they are first opened.

import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import './theme/base.css'
import './theme/parts.css'
import App from './App.vue'
import { router } from './router'
import { applyScale, preference } from './shared/preferences'
import { installKeys } from './shared/keys'

applyScale(preference('scale'))
installKeys(window)
createApp(App).use(router).mount('#app')
