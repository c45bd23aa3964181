"""The spreadsheets of the pages: the same as the API's, under addresses whose failures are shown as pages."""

from fastapi import APIRouter, Depends

from api.v1.sheets import cases_sheet, register_sheet
from api.v1.statistics_sheet import statistics_sheet
from api.web.visit import visiting

router = APIRouter(dependencies=[Depends(visiting)])

router.add_api_route("/cases.xlsx", cases_sheet, methods=["GET"])
router.add_api_route("/register.xlsx", register_sheet, methods=["GET"])
router.add_api_route("/scenarios/{name}/statistics.xlsx", statistics_sheet, methods=["GET"])
