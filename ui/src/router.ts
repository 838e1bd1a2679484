// The tasks of the program, each with its key. Hash paths, since there is no server.

import { createRouter, createWebHashHistory } from 'vue-router'
import { T } from './hooks'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: () => import('./screens/home/Home.vue') },
    { path: '/collect/:household?', name: 'collect', component: () => import('./screens/collect/Collect.vue') },
    { path: '/households', name: 'households', component: () => import('./screens/households/Households.vue') },
    { path: '/households/new', name: 'household-new', component: () => import('./screens/households/HouseholdEdit.vue') },
    { path: '/households/import', name: 'import', component: () => import('./screens/households/RosterImport.vue') },
    { path: '/households/duplicates', name: 'duplicates', component: () => import('./screens/households/Duplicates.vue') },
    { path: '/households/:household', name: 'household', component: () => import('./screens/households/HouseholdPage.vue') },
    { path: '/households/:household/edit', name: 'household-edit', component: () => import('./screens/households/HouseholdEdit.vue') },
    { path: '/people', name: 'people', component: () => import('./screens/people/People.vue') },
    { path: '/missing', name: 'missing', component: () => import('./screens/missing/Missing.vue') },
    { path: '/levy-years', name: 'levy-years', component: () => import('./screens/levy-years/LevyYears.vue') },
    { path: '/households/:household/life/:kind?', name: 'household-life', component: () => import('./screens/households/HouseholdLife.vue') },
    { path: '/receipts/:receipt?', name: 'receipts', component: () => import('./screens/receipts/Receipts.vue') },
    { path: '/close', name: 'close', component: () => import('./screens/close/Close.vue') },
    { path: '/close/:close(\\d+)', name: 'closed', component: () => import('./screens/close/Closed.vue') },
    { path: '/policy/:policy?', name: 'policy', component: () => import('./screens/policy/Policy.vue') },
    { path: '/lists/roster', redirect: '/households/import' },
    { path: '/lists', name: 'lists', component: () => import('./screens/lists/Lists.vue') },
    { path: '/lists/office', name: 'office-lists', component: () => import('./screens/lists/OfficeLists.vue') },
    { path: '/lists/proposals', name: 'proposals', component: () => import('./screens/lists/Proposals.vue') },
    { path: '/lists/differences', name: 'differences', component: () => import('./screens/lists/Differences.vue') },
    { path: '/registrations', name: 'registrations', component: () => import('./screens/registrations/Registrations.vue') },
    { path: '/lists/category', name: 'category-list', component: () => import('./screens/lists/CategoryList.vue') },
    { path: '/work', name: 'work', component: () => import('./screens/lists/WorkItems.vue') },
    { path: '/canvass', name: 'canvass', component: () => import('./screens/canvass/Canvass.vue') },
    { path: '/canvass/household/:household', name: 'canvass-household', component: () => import('./screens/canvass/HouseholdVisits.vue') },
    { path: '/canvass/rounds/:round(\\d+)?', name: 'canvass-round', component: () => import('./screens/canvass/Round.vue') },
    { path: '/canvass/cadres', name: 'canvass-cadres', component: () => import('./screens/canvass/Cadres.vue') },
    { path: '/settings/policy', name: 'policy-import', component: () => import('./screens/settings/PolicyImport.vue') },
    { path: '/settings/aid', name: 'aid', component: () => import('./screens/aid/AidResolutions.vue') },
    { path: '/settings/tickets', name: 'tickets', component: () => import('./screens/tickets/Tickets.vue') },
    { path: '/settings', name: 'settings', component: () => import('./screens/settings/Settings.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

export const TASKS = [
  { path: '/', label: '首页', keys: 'Alt+1', hook: T.navHome },
  { path: '/collect', label: '收费', keys: 'Alt+2', hook: T.navCollect },
  { path: '/households', label: '户册', keys: 'Alt+3', hook: T.navHouseholds },
  { path: '/receipts', label: '收据', keys: 'Alt+4', hook: T.navReceipts },
  { path: '/close', label: '日结', keys: 'Alt+5', hook: T.navClose },
  { path: '/policy', label: '政策', keys: 'Alt+6', hook: T.navPolicy },
  { path: '/lists', label: '名单', keys: 'Alt+7', hook: T.navLists },
  { path: '/canvass', label: '动员', keys: 'Alt+8', hook: T.navCanvass },
  { path: '/settings', label: '设置', keys: 'Alt+9', hook: T.navSettings },
]
