"""What is no proof, in whatever words."""

from __future__ import annotations

import pytest

from kcbx.clean.proof import not_carried_out, proves_nothing


@pytest.mark.parametrize(
    "text",
    [
        *(
            "无",
            "待补",
            "暂无",
            "没有",
            "口头",
            "家长口头告知",
            "家长口头说",
            "家长口头证明",
            "（家长说有）",
            "家长电话告知",
        ),
        *(
            "监护人反映在读",
            "据邻居说",
            "电话核实",
            "班主任微信确认",
            "家长说，有就读证明",
            "无就读证明，家长说在读",
            "听说在温州",
            "正在联系",
            "查无学籍",
            "未查到",
            "学籍未查到",
            "学籍系统中无",
            "待补，正在办理",
        ),
    ],
)
def test_what_somebody_only_says_is_no_proof(text: str) -> None:
    assert proves_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "就读证明",
        "学籍截图",
        "青教缓〔2026〕3号",
        "有",
        "已提供",
        "就读证明，已电话核实",
        "学籍确认函",
        "在校照片",
        "学生证复印件",
        "已查到学籍",
        "学籍在就读学校",
        "无锡市实验小学出具",
    ],
)
def test_a_document_is_proof(text: str) -> None:
    assert not proves_nothing(text)


@pytest.mark.parametrize("text", ["已办结", "完成", "办理成功", "对方已接收", "已转入", "是"])
def test_a_transfer_both_schools_have_carried_out_is_proof(text: str) -> None:
    assert not not_carried_out(text)


@pytest.mark.parametrize(
    "text", ["待转入校核办", "对方未接收", "办理中", "审核中", "未办结", "不同意接收", "已撤销", "否", "跨省", "退回"]
)
def test_a_transfer_on_its_way_is_none(text: str) -> None:
    assert not_carried_out(text)
