"""The applicant's pages: plans, the declaration step by step, 我的申报记录."""

from services.declaration.web.routes import form, papers, plans, records, submission

routers = (plans.router, form.router, submission.router, papers.router, records.router)
