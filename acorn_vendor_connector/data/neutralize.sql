-- A copy of a production database must never speak to Amazon: no secret survives, and nothing runs.
DELETE FROM amazon_vendor_secret;
DELETE FROM amazon_vendor_authorisation;
UPDATE amazon_vendor_app
   SET secret_set_on = NULL, secret_last4 = NULL, secret_expires_on = NULL,
       next_secret_set_on = NULL, next_secret_last4 = NULL, reminded_at_days = 0;
UPDATE amazon_vendor_account
   SET state = 'paused', tested_on = NULL, test_result = NULL, test_message = NULL,
       token_set_on = NULL, token_last4 = NULL, selling_partner_id = NULL;
