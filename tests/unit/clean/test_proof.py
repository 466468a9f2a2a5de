"""What is no proof, in whatever words."""

from __future__ import annotations

import pytest

from kcbx.clean.proof import proves_nothing


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
    ],
)
def test_a_document_is_proof(text: str) -> None:
    assert not proves_nothing(text)
