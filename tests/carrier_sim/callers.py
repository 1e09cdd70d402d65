"""Customers of the simulated carriers, written for these tests alone: neither our adapters nor its code."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote_plus

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.carrier_sim.running import Running


class EmsCaller:
    def __init__(self, simulator: Running, **changed: str) -> None:
        self.keys = simulator.ems | changed
        self.client = simulator.client

    def hide(self, text: str) -> str:
        key = self.keys["sign_key"]
        data = (text + key).encode()
        left = 16 - len(data) % 16
        worker = Cipher(algorithms.SM4(base64.b64decode(key)), modes.ECB()).encryptor()
        return "|$4|" + base64.b64encode(worker.update(data + bytes([left]) * left)).decode()

    def post(self, api_code: str, told: Any, **changed: str) -> httpx.Response:
        form = {
            "apiCode": api_code,
            "senderNo": self.keys["sender_no"],
            "authorization": self.keys["authorization"],
            "timeStamp": "2026-11-30 09:00:00",
            "msgType": "0",
            "version": "V1.0.0",
            "logitcsInterface": self.hide(json.dumps(told, ensure_ascii=False)),
        }
        return self.client.post(self.keys["url"], data=form | changed)

    def ask(self, api_code: str, told: Any) -> dict[str, Any]:
        return self.post(api_code, told).json()  # type: ignore[no-any-return]

    def create(self, reference: str, *, name: str = "黄碧芳", **changed: Any) -> dict[str, Any]:
        return self.ask("020003", [ems_order(reference, name=name) | changed])


class SfCaller:
    def __init__(self, simulator: Running, **changed: str) -> None:
        self.keys = simulator.sf | changed
        self.client = simulator.client
        self.token = ""

    def sign_in(self, **changed: str) -> dict[str, Any]:
        form = {
            "partnerID": self.keys["partner_id"],
            "secret": self.keys["checkword"],
            "grantType": "password",
        }
        url = self.keys["url"].replace("/std/service", "/oauth2/accessToken")
        told: dict[str, Any] = self.client.post(url, data=form | changed).json()
        self.token = told.get("accessToken", "")
        return told

    def post(self, service: str, told: Any, **changed: str) -> httpx.Response:
        data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        stamp = "1796000000000"
        form = {
            "partnerID": self.keys["partner_id"],
            "requestID": "5f1c7f4e-0000-4000-8000-000000000001",
            "serviceCode": service,
            "timestamp": stamp,
            "msgData": data,
        }
        form |= {"accessToken": self.token} if self.token else {"msgDigest": self.sign(data + stamp)}
        return self.client.post(self.keys["url"], data=form | changed)

    def sign(self, text: str) -> str:
        encoded = quote_plus(text + self.keys["checkword"], safe="*").replace("~", "%7E")
        return base64.b64encode(hashlib.md5(encoded.encode()).digest()).decode()

    def ask(self, service: str, told: Any) -> dict[str, Any]:
        """What the service itself says, taken out of its text."""
        answer = self.post(service, told).json()
        assert answer["apiResultCode"] == "A1000", answer
        return json.loads(answer["apiResultData"])  # type: ignore[no-any-return]

    def create(self, reference: str, *, name: str = "黄碧芳", **changed: Any) -> dict[str, Any]:
        return self.ask("EXP_RECE_CREATE_ORDER", sf_order(reference, self.keys, name=name) | changed)

    def number(self, reference: str, **changed: Any) -> str:
        told = self.create(reference, **changed)
        return told["msgData"]["waybillNoInfoList"][0]["waybillNo"]  # type: ignore[no-any-return]


def ems_order(reference: str, *, name: str = "黄碧芳") -> dict[str, Any]:
    place = {"prov": "广东省", "city": "广州市", "county": "海珠区"}
    return {
        "createdTime": "2026-11-30 09:00:00",
        "ecommerceUserId": "u-1",
        "logisticsOrderNo": reference,
        "contentsAttribute": "1",
        "bizProductNo": "1",
        "weight": "300",
        "paymentMode": "1",
        "sender": place | {"name": "小蜂箱寄件台", "phone": "020-80001234", "address": "琶影路20号"},
        "receiver": place | {"name": name, "mobile": "15000003248", "address": "怡海西街96号103房"},
        "cargos": [{"cargoName": "文件"}],
    }


def sf_order(reference: str, keys: dict[str, str], *, name: str = "黄碧芳") -> dict[str, Any]:
    place = {"country": "CN", "province": "广东省", "city": "广州市", "county": "海珠区"}
    desk = {"contactType": 1, "contact": "寄件台", "tel": "020-80001234", "address": "琶影路20号"}
    home = {"contactType": 2, "contact": name, "mobile": "15000003248", "address": "怡海西街96号103房"}
    return {
        "language": "zh-CN",
        "orderId": reference,
        "cargoDetails": [{"name": "文件"}],
        "contactInfoList": [place | desk, place | home],
        "monthlyCard": keys["monthly_card"],
        "payMethod": 1,
        "expressTypeId": 1,
        "totalWeight": 0.3,
        "isReturnRoutelabel": 1,
        "isUnifiedWaybillNo": 1,
    }


def reveal(key: str, hidden: str) -> str:
    """What stands behind the mark, whatever its end."""
    worker = Cipher(algorithms.SM4(base64.b64decode(key)), modes.ECB()).decryptor()
    padded = worker.update(base64.b64decode(hidden.removeprefix("|$4|")))
    return padded[: -padded[-1]].decode()
