"""Every text of the addon can be read in Chinese, and the template lists what the addon says today."""

import io
import re

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

MODULE = "acorn_vendor_connector"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+")


class Translated:
    """What is promised of the words of every addon of ours."""

    module = MODULE

    def _file(self, name):
        return polib.pofile(f"{get_module_path(self.module)}/i18n/{name}")

    def test_every_term_has_a_chinese_translation(self):
        translated = {entry.msgid for entry in self._file("zh_CN.po").translated_entries()}
        listed = {entry.msgid for entry in self._file(f"{self.module}.pot")}
        self.assertEqual(sorted(listed - translated), [])

    def test_a_translation_keeps_placeholders_and_tags(self):
        different = [
            entry.msgid
            for entry in self._file("zh_CN.po")
            if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
        ]
        self.assertEqual(different, [])

    def test_the_template_lists_what_the_addon_says(self):
        """A translation counts only at the places that are named with it: a known word elsewhere stays English."""
        exported = io.BytesIO()
        self.assertTrue(trans_export(None, [self.module], exported, "po", self.env))
        said = self._places(polib.pofile(exported.getvalue().decode()))
        for name in (f"{self.module}.pot", "zh_CN.po"):
            listed = self._places(self._file(name))
            self.assertEqual(sorted(said ^ listed), [], f"export the terms again, see docs/developer.md ({name})")

    def _places(self, entries):
        """Return every (term, place at which it stands)."""
        borrowed = self._borrowed()
        return {(one.msgid, place) for one in entries if one.msgid not in borrowed for place, _no in one.occurrences}

    def _borrowed(self):
        """Return the words of Odoo's mixins: other installed addons add to them."""
        fields = [field for name in ("mail.thread", "mail.activity.mixin") for field in self.env[name]._fields.values()]
        return {text for field in fields for text in (field.string, field.help)}


@tagged("standard", "post_install", "-at_install")
class TestTranslations(Translated, TransactionCase):
    def test_a_chinese_user_reads_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms([MODULE], ["zh_CN"])
        chinese = self.env["amazon.vendor.purchase.order"].with_context(lang="zh_CN")
        labels = chinese.fields_get(["window_text", "ship_to_id"])
        self.assertEqual(labels["ship_to_id"]["string"], "收货地")
        self.assertEqual(labels["window_text"]["string"], "时间窗口")
        self.assertEqual(self.env.ref(f"{MODULE}.menu_orders").with_context(lang="zh_CN").name, "订单")
        waiting = chinese.new({"sync_state": "waiting", "wait_reasons": [{"code": "locked", "params": {}}]})
        self.assertEqual(waiting.wait_text, "销售订单已锁定。")

    def test_a_chinese_user_reads_by_which_rule_a_line_was_recognised(self):
        """What is stored of a line does not depend on who matched it; what is read of it does on the reader."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms([MODULE], ["zh_CN"])
        chinese = self.env["amazon.vendor.class.rule"].with_context(lang="zh_CN")
        rule = self.env.ref(f"{MODULE}.class_rule_chargeback_number").with_env(chinese.env)
        self.assertEqual((rule.name, rule.source), ("罚款扣款（按编号）", "由代理机构公布"))
        self.assertIn("Chargeback, by number", [known.code for known in chinese._for_company(self.env.company)])
        evidence = {"source": "number", "rule": "Chargeback, by number", "text": "1VCBSINV"}
        said = self.env["amazon.vendor.remittance"].with_context(lang="zh_CN")._evidence_in_words(evidence)
        self.assertIn("罚款扣款（按编号）", said)
