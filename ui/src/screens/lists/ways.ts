// The lists that can come in, and where each is looked at. A way without a screen is not shown.

export interface Way {
  kind: string
  path: string
  label: string
  hint: string
}

export const WAYS: Way[] = [
  { kind: 'roster', path: '/households/import', label: '户籍花名册', hint: '村里的人和户，xlsx、xls、csv 都可以' },
  { kind: 'category_list', path: '/lists/category', label: '资助对象名单', hint: '民政、残联、农业农村等部门认定的低保、特困、残疾人……' },
  { kind: 'office', path: '/lists/office', label: '税务和医保的名单', hint: '已缴费、资助标识、上年参保，还有死亡、迁移、学生、养老金' },
  { kind: 'proposals', path: '/lists/proposals', label: '名单提出的改动', hint: '死亡、迁移、在校等，逐条看过再定' },
  { kind: 'registrations', path: '/registrations', label: '登记队列', hint: '要到省系统补录或更正的人' },
]
